// Long work: a part with data-poll="ADDRESS" is replaced by what the address answers, until that polls no more.
(function () {
  zhibu.each('[data-poll]', function (part) {
    var pause = 1000;
    function again() { setTimeout(ask, pause); }
    function ask() {
      if (!document.contains(part)) return;
      if (document.hidden) { again(); return; }
      fetch(part.dataset.poll, { credentials: 'same-origin' })
        .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer); })
        .then(function (html) {
          var holder = document.createElement('div');
          holder.innerHTML = html;
          var fresh = Array.from(holder.childNodes);
          fresh.forEach(function (node) { part.parentNode.insertBefore(node, part); });
          part.remove();
          fresh.forEach(function (node) { if (node.nodeType === 1) zhibu.started(node); });
        })
        .catch(function () { pause = Math.min(pause * 2, 15000); again(); });
    }
    again();
  });
})();
