// Words that an officer marks in a comment, with the mouse or the keyboard, go into the box of the
// words to redact, and with them where they begin. Without this file they are typed.

export function startMarking () {
  for (const text of document.querySelectorAll('textarea[data-marks]')) {
    const field = name => text.form.elements[`${name}-${text.dataset.marks}`]
    // Only a box that can be edited has a cursor to mark words with. Nothing can be typed into it.
    text.readOnly = false
    text.inputMode = 'none'
    text.setAttribute('aria-readonly', 'true')
    text.addEventListener('beforeinput', event => { event.preventDefault() })
    text.addEventListener('select', () => {
      const { selectionStart, selectionEnd, value } = text
      field('words').value = value.slice(selectionStart, selectionEnd)
      // Python counts a character outside the basic plane as one, JavaScript as two.
      field('start').value = Array.from(value.slice(0, selectionStart)).length
    })
    field('words').addEventListener('input', () => { field('start').value = '' })
  }
}
