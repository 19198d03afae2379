// Drag a part of an edition's tree to another place of its level. What is dropped is sent with the
// form of the tree, as the arrows beside each part are.

let dragged = null

const itemAt = event => event.target.closest?.('[data-item]')

// Where the pointer is among the dragged item's own level: that item, and which half of it.
function targetOf (event) {
  let item = itemAt(event)
  while (item && item.parentElement !== dragged.parentElement) {
    item = item.parentElement.closest('[data-item]')
  }
  if (!item || item === dragged) return null
  const { top, height } = item.getBoundingClientRect()
  return { item, place: event.clientY < top + height / 2 ? 'before' : 'after' }
}

function unmark (tree) {
  for (const marked of tree.querySelectorAll('[data-drop]')) delete marked.dataset.drop
}

function send (form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  form.submit()
}

export function startDragging () {
  const tree = document.querySelector('[data-tree]')
  const form = tree?.querySelector('[data-tree-form]')
  if (!form) return

  for (const handle of tree.querySelectorAll('[data-handle]')) {
    handle.hidden = false
    handle.draggable = true
  }
  tree.addEventListener('dragstart', event => {
    if (!event.target.closest?.('[data-handle]')) return
    dragged = itemAt(event)
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', dragged.dataset.item)
    event.dataTransfer.setDragImage(dragged, 0, 0)
    dragged.classList.add('sdp-tree__item--dragged')
  })
  tree.addEventListener('dragover', event => {
    const target = dragged && targetOf(event)
    unmark(tree)
    if (!target) return
    event.preventDefault()
    target.item.dataset.drop = target.place
  })
  tree.addEventListener('drop', event => {
    const target = dragged && targetOf(event)
    if (!target) return
    event.preventDefault()
    send(form, { item: dragged.dataset.item, [target.place]: target.item.dataset.item })
  })
  tree.addEventListener('dragend', () => {
    unmark(tree)
    dragged?.classList.remove('sdp-tree__item--dragged')
    dragged = null
  })
}
