// Comforts. Every page works without this file. Plain ES2019: it also runs in old phones' and WeChat's browsers.
'use strict';
var zhibu = (function () {
  var words = document.currentScript ? document.currentScript.dataset : {};

  function fill(word, n) { return (words[word] || '').replace('%n', n); }

  /** Listens on the page, so that parts which arrive later are served too. */
  function on(kind, selector, act) {
    document.addEventListener(kind, function (event) {
      var target = event.target.closest ? event.target.closest(selector) : null;
      if (target) act(event, target);
    });
  }

  /** Runs now and again for every fragment that is put into the page. */
  var starters = [];
  function each(selector, start) {
    starters.push([selector, start]);
    document.querySelectorAll(selector).forEach(start);
  }
  function started(root) {
    starters.forEach(function (pair) {
      if (root.matches && root.matches(pair[0])) pair[1](root);
      root.querySelectorAll(pair[0]).forEach(pair[1]);
    });
  }

  /** Storage may be full or forbidden; then the comfort is simply absent. */
  function store(kind) {
    try { var it = window[kind]; it.getItem('zhibu'); return it; } catch (e) { return null; }
  }

  each('[data-focus]', function (it) { it.focus(); });
  each('[data-print]', function (it) { it.hidden = false; });
  on('click', '[data-print]', function () { window.print(); });
  on('click', '[data-copy]', function (event, button) {
    var source = document.getElementById(button.dataset.copy);
    var text = source ? (source.value || source.textContent).trim() : '';
    var said = function () { button.textContent = words.copied || button.textContent; };
    if (navigator.clipboard) { navigator.clipboard.writeText(text).then(said, function () {}); return; }
    var area = document.createElement('textarea');
    area.value = text;
    document.body.appendChild(area);
    area.select();
    if (document.execCommand('copy')) said();
    area.remove();
  });

  return { on: on, each: each, started: started, fill: fill, store: store };
})();
