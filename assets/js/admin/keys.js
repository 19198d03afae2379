// The key of a new goal begins with its area's: suggest it while the title is typed, until the
// officer writes a key of their own. (Django's own script does so for keys made of a title alone.)

// The same as `as_address` in Python.
function slug (words, longest = 80) {
  const plain = words.replace(/[_/–]/g, '-').normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  return plain.replace(/[^a-z0-9\s-]/g, '').trim().replace(/[\s-]+/g, '-').slice(0, longest).replace(/^-|-$/g, '')
}

export function suggestKeys () {
  const key = document.querySelector('input[data-key-prefixes]')
  if (!key || key.value) return
  const prefixes = JSON.parse(key.dataset.keyPrefixes)
  const title = document.getElementById('id_title')
  const parent = document.getElementById(`id_${key.dataset.keyAfter}`)
  let isOwn = false
  key.addEventListener('input', () => { isOwn = key.value !== '' })
  const suggest = () => {
    if (isOwn) return
    const words = slug(title.value)
    key.value = words && parent.value ? `${prefixes[parent.value] ?? ''}${words}` : ''
  }
  title.addEventListener('input', suggest)
  parent.addEventListener('change', suggest)
}

// An address made of other fields follows them, until the officer writes one of their own.
export function suggestAddresses () {
  for (const address of document.querySelectorAll('input[data-made-of]')) {
    const sources = address.dataset.madeOf.split(' ').map(name => document.getElementById(`id_${name}`))
    const suggested = () => slug(sources.map(source => source.value).join(' '), address.maxLength)
    let isOwn = address.value !== suggested()
    address.addEventListener('input', () => { isOwn = address.value !== '' })
    for (const source of sources) {
      source.addEventListener('input', () => { if (!isOwn) address.value = suggested() })
    }
  }
}
