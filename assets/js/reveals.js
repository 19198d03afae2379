// A field that belongs to one choice is shown with that choice only. GOV.UK's own module does the
// same and marks the radio with aria-expanded, which ARIA does not allow on a radio.

export class Reveals {
  static moduleName = 'govuk-radios'

  constructor (root) {
    root.setAttribute(`data-${Reveals.moduleName}-init`, '')
    this.radios = [...root.querySelectorAll('input[type=radio]')]
    root.addEventListener('change', () => this.show())
    window.addEventListener('pageshow', () => this.show()) // the browser may restore another choice
    this.show()
  }

  show () {
    for (const radio of this.radios) {
      const revealed = document.getElementById(radio.dataset.reveals)
      revealed?.classList.toggle('govuk-radios__conditional--hidden', !radio.checked)
    }
  }
}
