// The only script of our own: polling stops in hidden tabs, held tables, theme cookie, keys.
(function () {
  'use strict'
  const doc = document
  const byId = function (id) { return doc.getElementById(id) }

  // htmx polls with a plain timer; a hidden tab must cost nothing, and a failing server little.
  let failures = 0
  let skip = 0
  doc.addEventListener('htmx:beforeRequest', function (event) {
    if (event.target.id !== 'poll') return
    if (doc.hidden || skip > 0) {
      if (skip > 0) skip--
      event.preventDefault()
    }
  })
  doc.addEventListener('htmx:afterRequest', function (event) {
    if (event.target.id !== 'poll') return
    const ok = event.detail.successful
    if (!ok) disconnected(event.detail.xhr ? event.detail.xhr.status : 0)
    // 204 swaps nothing: ask for all of it, so that the pill comes back too.
    else if (failures > 0) forget()
    failures = ok ? 0 : Math.min(failures + 1, 4)
    skip = (1 << failures) - 1
  })
  doc.addEventListener('visibilitychange', function () {
    skip = 0
    if (!doc.hidden && window.htmx) window.htmx.trigger('#poll', 'now')
  })

  // The seconds go on: they are counted by the style sheet since the last answer.
  function disconnected(status) {
    const pill = byId('live')
    pill.classList.add('warn')
    if (pill.firstChild && pill.querySelector('.age')) {
      pill.firstChild.textContent = status ? 'Server error ' + status + ', updated ' : 'Disconnected, updated '
    }
  }

  // While the pointer, the focus or a selection is in a table its order is held: values still change.
  function inUse(body) {
    const selection = doc.getSelection()
    return body.matches(':hover') || body.contains(doc.activeElement) ||
      (selection && !selection.isCollapsed && selection.containsNode(body, true))
  }
  function selected(element) {
    const selection = doc.getSelection()
    return selection && !selection.isCollapsed && selection.containsNode(element, true)
  }
  doc.addEventListener('htmx:oobBeforeSwap', function (event) {
    const target = event.detail.target
    if (target.tagName === 'TD' && selected(target)) {
      // The next answer must not think that this cell was shown.
      event.preventDefault()
      forget()
    } else if (target.tagName === 'TBODY' && inUse(target)) {
      event.preventDefault()
      event.detail.fragment.querySelectorAll('td[id]').forEach(function (cell) {
        const old = byId(cell.id)
        if (old && !selected(old) && !old.contains(doc.activeElement) &&
            old.innerHTML !== cell.innerHTML) old.replaceWith(cell.cloneNode(true))
      })
      forget()
    }
  })
  let forgotten = false
  function forget() { forgotten = true }
  doc.addEventListener('htmx:afterSettle', settle)
  doc.addEventListener('htmx:afterRequest', settle)
  function settle() {
    if (!forgotten) return
    forgotten = false
    const tick = byId('tick')
    // Tick 0 is never kept: all regions come again; the structure after the dash stays known.
    tick.value = '0' + tick.value.slice(tick.value.indexOf('-'))
  }

  // New events come on top: what somebody reads further down stays where it is.
  let read = null
  doc.addEventListener('htmx:oobBeforeSwap', function (event) {
    if (event.detail.target.id !== 'events-rows' || event.defaultPrevented) return
    const row = Array.from(event.detail.target.rows).find(one => one.getBoundingClientRect().top >= 0)
    // The first row is the top of the list: who is there follows it.
    read = row && row.previousElementSibling && event.detail.target.getBoundingClientRect().top < 0
      ? { id: row.id, top: row.getBoundingClientRect().top } : null
  })
  doc.addEventListener('htmx:oobAfterSwap', function (event) {
    if (event.detail.target.id !== 'events-rows') return
    const row = read && byId(read.id)
    if (row) window.scrollBy(0, row.getBoundingClientRect().top - read.top)
    read = null
  })

  doc.addEventListener('change', function (event) {
    if (event.target.name !== 'theme') return
    const theme = event.target.value
    doc.cookie = 'nodecast-theme=' + theme + ';path=/;max-age=31536000;samesite=lax'
    if (theme === 'auto') doc.documentElement.removeAttribute('data-theme')
    else doc.documentElement.dataset.theme = theme
  })

  // Keys.
  const pages = { c: 0, n: 1, w: 2, v: 3, m: 4, p: 5, r: 6, e: 7, s: 8 }
  let going = false
  function rowLinks() {
    // Of an event the first cell is the time.
    return Array.from(doc.querySelectorAll('tbody tr[id]'), row => row.querySelector('a')).filter(Boolean)
  }
  function move(step) {
    const links = rowLinks()
    if (!links.length) return
    const at = links.indexOf(doc.activeElement)
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step
    links[Math.max(0, Math.min(links.length - 1, next))].focus()
  }
  doc.addEventListener('keydown', function (event) {
    const field = event.target.closest('input:not([type=radio]), select, textarea')
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && field) { field.blur(); return }
    if (field) return
    if (going) {
      going = false
      const links = doc.querySelectorAll('#rail > a')
      if (event.key in pages && links[pages[event.key]]) links[pages[event.key]].click()
      return
    }
    switch (event.key) {
      case '/': (byId('filter') || byId('search')).focus(); event.preventDefault(); break
      case 'j': move(1); break
      case 'k': move(-1); break
      case 'g': going = true; break
      case '?': byId('keys').showModal(); break
      default: return
    }
  })
})()
