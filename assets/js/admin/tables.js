// The editor knows no tables: of a pasted one it would run the words of its cells together. So each
// row becomes an item of a list, with “|” between its cells. A table of one cell, with which
// Outlook and Word lay out a page, is not one to a reader: what is in it stays.

const BLOCKS = 'p, div, li, ul, ol, dl, dt, dd, br, hr, blockquote, pre, h1, h2, h3, h4, h5, h6'

function itemOf (row) {
  const item = row.ownerDocument.createElement('li')
  for (const cell of row.cells) {
    if (item.hasChildNodes()) item.append(' | ')
    for (const block of cell.querySelectorAll(BLOCKS)) {
      block.replaceWith(' ', ...block.childNodes, ' ')
    }
    item.append(...cell.childNodes, ' ')
  }
  return item
}

// Replaces the tables of `page`, and gives a sentence that says so if there was one.
export function makeListsOfTables (page) {
  let count = 0
  for (const table of [...page.querySelectorAll('table')].reverse()) { // one in another comes first
    const rows = [...table.rows].filter(row => row.textContent.trim())
    const cells = rows.flatMap(row => [...row.cells])
    if (cells.length === 1) {
      table.replaceWith(...cells[0].childNodes)
      continue
    }
    const list = page.createElement('ul')
    list.append(...rows.map(itemOf))
    table.replaceWith(list)
    count += rows.length ? 1 : 0
  }
  if (!count) return []
  return [`${count === 1 ? 'A table' : `${count} tables`} became a list: each row is one item, with “|” between its cells.`]
}
