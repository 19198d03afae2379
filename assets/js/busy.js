// On a slow line a pressed button says that it works, and the form is sent once.

const BUSY = 'sdp-busy'
const SOON = 100 // milliseconds

function start (form) {
  const button = form.querySelector('button[data-busy]')
  if (!button || form.hasAttribute(BUSY)) return
  form.setAttribute(BUSY, button.textContent)
  button.textContent = button.dataset.busy
  button.setAttribute('aria-disabled', 'true')
  say(form, button.dataset.busy)
}

// A screen reader says only what changes in a place that it already knows.
function say (form, words) {
  const status = document.createElement('span')
  status.className = `${BUSY} govuk-visually-hidden`
  status.setAttribute('aria-live', 'polite')
  form.append(status)
  setTimeout(() => { status.textContent = words }, SOON)
}

function stop (form) {
  const button = form.querySelector('button[data-busy]')
  if (!button || !form.hasAttribute(BUSY)) return
  button.textContent = form.getAttribute(BUSY)
  button.removeAttribute('aria-disabled')
  form.removeAttribute(BUSY)
  form.querySelector(`.${BUSY}`).remove()
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
