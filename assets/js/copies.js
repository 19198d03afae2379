// A button that copies a link which someone has to keep.

export class Copies {
  static moduleName = 'sdp-copy'

  constructor (root) {
    root.setAttribute(`data-${Copies.moduleName}-init`, '')
    if (!navigator.clipboard) return
    this.link = root.querySelector('a')
    this.said = document.createElement('span')
    this.said.setAttribute('role', 'status')
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary'
    button.textContent = 'Copy this link'
    const to = document.createElement('span') // two of them can be on one page
    to.className = 'govuk-visually-hidden'
    to.textContent = `: ${root.dataset.to}`
    button.append(to)
    button.addEventListener('click', () => this.copy())
    const place = document.createElement('p')
    place.className = 'sdp-copy'
    place.append(button, this.said)
    root.after(place)
  }

  async copy () {
    try {
      await navigator.clipboard.writeText(this.link.href)
      this.said.textContent = 'Copied'
    } catch {
      window.getSelection().selectAllChildren(this.link)
      this.said.textContent = 'Selected: copy it now'
    }
  }
}
