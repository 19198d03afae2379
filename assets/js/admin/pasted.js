// What is pasted from a word processor, before the editor reads it. Under the portal's security
// policy a browser does not even read styles from pasted text, and complains about each: so they
// are made into plain attributes first, and the two that mean something into bold and italics.
// Word writes a list as paragraphs that begin with a drawn dot or number: they become real lists.
// Tables become lists too.

import { makeListsOfTables } from './tables.js'
import { sentencesAbout, takeOut } from './unseen.js'

const MARK = '[data-style*="mso-list"]'

function withoutStyles (html) {
  return html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, tag => tag.replace(/\sstyle(?=\s*=)/gi, ' data-style'))
}

// What a style sheet strikes out or hides by a class, as Excel's does, is as if its own style did.
function honourSheets (page, html) {
  for (const [, sheet] of html.matchAll(/<style[^>]*>([\s\S]*?)<\/style\s*>/gi)) {
    const rules = sheet.replace(/<!--|-->|\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]*){([^{}]*)}/g)
    for (const [, selectors, style] of rules) {
      if (!/line-through|display|visibility|mso-hide/i.test(style)) continue
      for (const [, name] of selectors.matchAll(/\.([\w-]+)\s*(?:,|$)/g)) {
        for (const element of page.getElementsByClassName(name)) {
          element.dataset.style = `${style.trim()};${element.dataset.style ?? ''}`
        }
      }
    }
  }
}

function wrap (element, name) {
  const wrapper = element.ownerDocument.createElement(name)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

function keepEmphasis (page) {
  for (const element of page.querySelectorAll('[data-style]')) {
    const style = `;${element.dataset.style}`
    if (/;\s*font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(element, 'strong')
    if (/;\s*font-style:\s*italic/i.test(style)) wrap(element, 'em')
    // Google's way to begin a text.
    const isNormal = /;\s*font-weight:\s*(normal|400)/i.test(style)
    if (isNormal && element.matches('b')) element.replaceWith(...element.childNodes)
  }
}

function isItem (element) {
  return element?.matches('p') && !!element.querySelector(MARK)
}

function makeLists (page) {
  for (const first of page.querySelectorAll('p')) {
    if (!isItem(first)) continue // also those that have become items of a list
    const isNumbered = /^\s*[\da-z]{1,4}[.)]/i.test(first.querySelector(MARK).textContent)
    const list = page.createElement(isNumbered ? 'ol' : 'ul')
    first.before(list)
    let paragraph = first
    while (isItem(paragraph)) {
      const next = paragraph.nextElementSibling
      paragraph.querySelectorAll(MARK).forEach(mark => mark.remove())
      const item = page.createElement('li')
      item.append(...paragraph.childNodes)
      paragraph.remove()
      list.append(item)
      paragraph = next
    }
  }
}

// The HTML for the editor, and sentences about what was left out of it or changed.
export function tidy (html) {
  const page = new DOMParser().parseFromString(withoutStyles(html), 'text/html')
  honourSheets(page, html)
  const leftOut = takeOut(page)
  makeLists(page)
  keepEmphasis(page)
  const madeOfTables = makeListsOfTables(page)
  return { html: page.body.innerHTML, told: [...sentencesAbout(leftOut), ...madeOfTables] }
}
