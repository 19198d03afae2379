// Ask before a page is left while a text box holds words that were not sent.

let leaving = false // a form of this page is being sent, or someone has to get away quickly

function isUnsent (textarea) {
  if (textarea.readOnly || !textarea.value.trim()) return false
  const wasRefused = textarea.closest('.govuk-form-group--error')
  return wasRefused || textarea.value !== textarea.defaultValue
}

export function hasUnsentWords (scope) {
  return [...scope.querySelectorAll('textarea')].some(isUnsent)
}

/** Words that were not sent, or a choice other than the one that the form came with. */
export function isBegun (scope) {
  const radios = [...scope.querySelectorAll('input[type=radio]')]
  return hasUnsentWords(scope) || radios.some(radio => radio.checked !== radio.defaultChecked)
}

/** Send a form as a whole page would, without htmx. */
export function sendPlainly (form) {
  leaving = true
  form.submit()
}

export function keepWhatIsTyped () {
  document.addEventListener('submit', event => {
    // htmx sends its forms itself and prevents this event; the page then stays.
    window.setTimeout(() => { leaving = !event.defaultPrevented })
    leaving = true
  })
  window.addEventListener('pageshow', () => { leaving = false })
  window.addEventListener('beforeunload', event => {
    const exits = document.body.classList.contains('govuk-exit-this-page-hide-content')
    if (!leaving && !exits && hasUnsentWords(document)) event.preventDefault()
  })
}
