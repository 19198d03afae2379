// htmx is as heavy as everything else on a page of text, and most people come to read. It is
// fetched when somebody is about to use it: with a pointer, a finger or the keyboard on a link
// that opens in place. Until it is there, and if it cannot come, the link is kept as a link.

const OPENS_IN_PLACE = '[data-hx-get]'

let coming

function pageIsLoaded () {
  // htmx that comes between DOMContentLoaded and load would wait for the former for ever.
  if (document.readyState === 'complete') return Promise.resolve()
  return new Promise(resolve => window.addEventListener('load', resolve, { once: true }))
}

async function fetchHtmx (address) {
  await pageIsLoaded()
  const script = document.createElement('script')
  script.src = address
  await new Promise(resolve => {
    script.onload = script.onerror = resolve
    document.head.append(script)
  })
  if (!window.htmx) coming = undefined // to be tried again
}

async function openInPlace (link, address) {
  await (coming ??= fetchHtmx(address))
  if (window.htmx) link.click()
  else window.location.href = link.href
}

export function fetchHtmxWhenNeeded () {
  const address = document.querySelector('meta[name="htmx-config"]')?.dataset.htmx
  if (!address) return

  for (const approach of ['pointerover', 'focusin']) {
    document.addEventListener(approach, event => {
      if (event.target.closest(OPENS_IN_PLACE)) coming ??= fetchHtmx(address)
    })
  }

  document.addEventListener('click', event => {
    const link = event.target.closest(OPENS_IN_PLACE)
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey
    if (!link || window.htmx || elsewhere) return
    event.preventDefault()
    openInPlace(link, address)
  })
}
