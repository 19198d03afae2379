// Word writes a list as paragraphs that begin with a drawn dot or number. Give the editor real
// lists; everything else that Word adds, the editor leaves out by itself.

function isItem (element) {
  return element?.matches?.('p[class^="MsoList"], p[style*="mso-list"]') &&
    !!element.querySelector('[style*="mso-list"]')
}

export function fromWord (html) {
  if (!/mso-list/i.test(html)) return html
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const first of page.querySelectorAll('p')) {
    if (!isItem(first)) continue // also those that have become items of a list
    const isNumbered = /^\s*[\da-z]+[.)]/i.test(first.querySelector('[style*="mso-list"]').textContent)
    const list = page.createElement(isNumbered ? 'ol' : 'ul')
    first.before(list)
    let paragraph = first
    while (isItem(paragraph)) {
      const next = paragraph.nextElementSibling
      paragraph.querySelectorAll('[style*="mso-list"]').forEach(mark => mark.remove())
      const item = page.createElement('li')
      item.append(...paragraph.childNodes)
      paragraph.remove()
      list.append(item)
      paragraph = next
    }
  }
  return page.body.innerHTML
}
