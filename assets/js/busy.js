// On a slow line a pressed button says that it works, and the form is sent once.

const BUSY = 'sdp-busy'

function start (form) {
  const button = form.querySelector('button[data-busy]')
  if (!button || form.hasAttribute(BUSY)) return
  form.setAttribute(BUSY, button.textContent)
  button.textContent = button.dataset.busy
  button.setAttribute('aria-disabled', 'true')
}

function stop (form) {
  const button = form.querySelector('button[data-busy]')
  if (!button || !form.hasAttribute(BUSY)) return
  button.textContent = form.getAttribute(BUSY)
  button.removeAttribute('aria-disabled')
  form.removeAttribute(BUSY)
}

export function sayWhenBusy () {
  document.addEventListener('submit', event => {
    if (event.defaultPrevented) return // htmx sends it, and tells below
    if (event.target.hasAttribute(BUSY)) event.preventDefault()
    else start(event.target)
  })
  document.addEventListener('htmx:beforeRequest', event => { if (event.detail.elt.matches('form')) start(event.detail.elt) })
  document.addEventListener('htmx:afterRequest', event => { if (event.detail.elt.matches('form')) stop(event.detail.elt) })
  // The browser shows the page again as it was left.
  window.addEventListener('pageshow', () => document.querySelectorAll(`form[${BUSY}]`).forEach(stop))
}
