// An officer signs in again in another tab, which makes the token in this page's form too old:
// the form fetches a new one before it goes. Without this file it has to be sent twice.

const form = document.querySelector('form')

form.addEventListener('submit', async event => {
  event.preventDefault()
  event.submitter.disabled = true
  try {
    const answer = await fetch('/officers/token/')
    if (answer.ok) form.elements.csrfmiddlewaretoken.value = await answer.text()
  } finally {
    HTMLFormElement.prototype.submit.call(form) // a field may be called submit
  }
}, { once: true })
