// Ticks in a list that goes over several pages: a form with data-select-all="KEY" remembers them until it is sent.
// data-select-toggle ticks the page, data-select-count says how many, data-select-clear forgets them.
(function () {
  var box = zhibu.store('sessionStorage');

  zhibu.each('form[data-select-all]', function (form) {
    var key = 'zhibu-picked ' + form.dataset.selectAll;
    var picked = new Set();
    try { picked = new Set(JSON.parse((box && box.getItem(key)) || '[]')); } catch (e) { /* begins anew */ }
    function ticks() { return Array.from(form.querySelectorAll('input[name="pick"]')); }
    function show() {
      form.querySelectorAll('[data-select-count]').forEach(function (it) { it.textContent = zhibu.fill('picked', picked.size); });
      form.querySelectorAll('[data-select-bar]').forEach(function (it) { it.hidden = !picked.size; });
      form.querySelectorAll('[data-select-toggle]').forEach(function (it) { it.checked = ticks().every(function (tick) { return tick.checked; }); });
      if (box) try { box.setItem(key, JSON.stringify(Array.from(picked))); } catch (e) { /* this page only */ }
    }
    function take(tick) { if (tick.checked) picked.add(tick.value); else picked.delete(tick.value); }

    ticks().forEach(function (tick) { if (picked.has(tick.value)) tick.checked = true; else take(tick); });
    form.addEventListener('change', function (event) {
      if (event.target.hasAttribute('data-select-toggle')) {
        ticks().forEach(function (tick) { tick.checked = event.target.checked; take(tick); });
      } else if (event.target.name === 'pick') take(event.target);
      show();
    });
    form.addEventListener('click', function (event) {
      if (!event.target.closest('[data-select-clear]')) return;
      picked.clear();
      ticks().forEach(function (tick) { tick.checked = false; });
      show();
    });
    form.addEventListener('submit', function () {
      var here = ticks().map(function (tick) { return tick.value; });
      picked.forEach(function (value) {
        if (here.indexOf(value) >= 0) return;
        var more = document.createElement('input');
        more.type = 'hidden';
        more.name = 'pick';
        more.value = value;
        form.appendChild(more);
      });
      if (box) box.removeItem(key);
    });
    show();
  });
})();
