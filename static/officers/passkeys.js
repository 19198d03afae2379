// Say on the page that the browser gave no passkey; allauth's scripts tell only the console.

document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const problem = document.getElementById('passkey-problem')
  problem.hidden = false
  problem.focus()
})
