// What htmx puts in place: start its components, move the focus there, and never lose a word when
// the server does not answer.

import { isBegun, sendPlainly } from './kept.js'

const NOT_SAVED = 'We could not save your comment. Your text is still here: please try again in a minute.'
const ANSWER_NOT_SAVED = 'We could not save your answer. What you chose and wrote is still here: please try again in a minute.'
const TOO_MUCH = 'This is too long to be saved. Your text is still here: shorten it, or divide it among several comments.'

function focusOn (element) {
  if (!element.matches('a[href], button, input, select, textarea')) {
    element.setAttribute('tabindex', '-1')
  }
  element.focus()
}

// An error summary takes the focus itself when it starts.
function focusInto (place) {
  if (place.querySelector('.govuk-error-summary')) return
  const refused = place.querySelector('.govuk-form-group--error textarea')
  if (refused) return refused.focus() // where the person is already, below the error
  const start = place.querySelector('[tabindex="-1"], h1, h2, h3, h4') ?? place.querySelector('textarea, input:not([type=hidden]), select')
  if (!start) return
  focusOn(start)
  if (place.querySelector('textarea')) start.scrollIntoView() // and so the box below it
}

function clearFailure (form) {
  form.querySelector('.sdp-send-error')?.remove()
}

function showFailure (form, words) {
  clearFailure(form)
  const message = document.createElement('p')
  message.className = 'sdp-send-error'
  message.setAttribute('role', 'alert')
  const button = form.querySelector('.govuk-button-group, button[type=submit], button:not([type])')
  if (button) button.before(message)
  else form.append(message)
  message.textContent = words
}

function notSaved (form) {
  return form.matches('.sdp-answers') ? ANSWER_NOT_SAVED : NOT_SAVED
}

function onFailure (event) {
  const source = event.detail.elt
  const form = source.closest('form')
  if (!form) {
    window.location.href = source.href // the link's own page says what is wrong
  } else if (event.detail.xhr?.status === 403) {
    sendPlainly(form) // too old a token: the whole page keeps the words and offers a fresh one
  } else {
    showFailure(form, event.detail.xhr?.status === 413 ? TOO_MUCH : notSaved(form))
  }
}

function closeForm (event, place) {
  event.preventDefault()
  if (isBegun(place) && !window.confirm('Throw away what you have written here?')) return
  place.replaceChildren()
  place.closest('.sdp-comment').querySelector('.sdp-comment__link').focus()
}

export function lookAfterSwaps (startComponents) {
  document.addEventListener('htmx:load', event => startComponents(event.detail.elt))

  document.addEventListener('htmx:beforeRequest', event => {
    const { elt, target } = event.detail
    const form = elt.closest('form')
    if (form) clearFailure(form)
    // "Comment on this" again, with words in the form that it opened before: go back to them.
    if (target && !target.contains(elt) && isBegun(target)) {
      event.preventDefault()
      target.querySelector('textarea, input[type=radio]:checked').focus()
    }
  })

  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.elt === document.body || !event.detail.xhr) return
    focusInto(event.detail.target)
  })

  document.addEventListener('click', event => {
    const cancel = event.target.closest('.sdp-comment__form [data-close-form]')
    if (cancel) closeForm(event, cancel.closest('.sdp-comment__form'))
  })

  for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(name, onFailure)
  }
}
