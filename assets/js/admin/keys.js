// The key of a new goal begins with its area's: suggest it while the title is typed, until the
// officer writes a key of their own. (Django's own script does so for keys made of a title alone.)

function slug (words) {
  const plain = words.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  return plain.replace(/[^a-z0-9\s-]/g, '').trim().replace(/[\s-]+/g, '-').slice(0, 80).replace(/-$/, '')
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
