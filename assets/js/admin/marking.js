// Words that an officer marks in a comment, with the mouse or the keyboard, go into the box of the
// words to redact, and with them where they begin. Without this file they are typed.

export function startMarking () {
  for (const text of document.querySelectorAll('textarea[data-marks]')) {
    const field = name => text.form.elements[`${name}-${text.dataset.marks}`]
    text.addEventListener('select', () => {
      const { selectionStart, selectionEnd, value } = text
      field('words').value = value.slice(selectionStart, selectionEnd)
      // Python counts a character outside the basic plane as one, JavaScript as two.
      field('start').value = Array.from(value.slice(0, selectionStart)).length
    })
    field('words').addEventListener('input', () => { field('start').value = '' })
  }
}
