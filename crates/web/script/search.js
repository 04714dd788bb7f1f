// Quick search: / or Ctrl-K, arrows in the list, Enter opens, Esc returns.
(function () {
  var palette = document.getElementById('palette');
  if (!palette) return;
  var input = palette.querySelector('input');
  var list = palette.querySelector('ul');
  var asked = 0;
  var wait;

  function ask() {
    var query = input.value.trim();
    var turn = ++asked;
    if (!query) { list.textContent = ''; return; }
    fetch(palette.dataset.search + '?part=1&q=' + encodeURIComponent(query), { credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer); })
      .then(function (html) {
        if (turn !== asked) return;
        list.innerHTML = html;
        if (!list.children.length) say(zhibu.fill('nothing'));
      })
      .catch(function () { if (turn === asked) say(zhibu.fill('offline')); });
  }

  function say(text) {
    var row = document.createElement('li');
    row.className = 'hint';
    row.textContent = text;
    list.textContent = '';
    list.appendChild(row);
  }

  input.addEventListener('input', function () { clearTimeout(wait); wait = setTimeout(ask, 150); });
  palette.querySelector('form').addEventListener('submit', function (event) {
    var first = list.querySelector('a');
    if (first) { event.preventDefault(); first.click(); }
  });
  document.addEventListener('keydown', function (event) {
    var typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
    var called = (event.key === '/' && !typing) || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k');
    if (called && !event.isComposing) {
      event.preventDefault();
      zhibu.open(palette);
      input.select();
    }
    if (!palette.open || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    var stops = [input].concat(Array.from(list.querySelectorAll('a')));
    var next = stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    stops[(next + stops.length) % stops.length].focus();
  });
})();
