// Date boxes: 20261206, 2026-12-06, 2026.12 or 2026年12月6日 pasted or typed into the first box fills all three.
(function () {
  function parts(text) {
    var found = text.trim().match(/^(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D?$/);
    return found ? found.slice(1) : null;
  }
  function spread(event, group, text) {
    var found = parts(text);
    if (!found) return;
    event.preventDefault();
    group.querySelectorAll('.date input').forEach(function (box, at) {
      if (found[at]) box.value = String(Number(found[at]));
    });
    event.target.dispatchEvent(new Event('input', { bubbles: true }));
  }
  zhibu.on('paste', '[data-date] input', function (event, box) {
    spread(event, box.closest('[data-date]'), (event.clipboardData || window.clipboardData).getData('text'));
  });
  zhibu.on('change', '[data-date] input', function (event, box) {
    if (box.value.length > 4) spread(event, box.closest('[data-date]'), box.value);
  });
})();
