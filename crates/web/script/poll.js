// Long work: a part with data-poll="ADDRESS" takes its next state from the page at that address. When that page
// polls no more, the work is over and what stands in the page is renewed whole.
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
          var page = new DOMParser().parseFromString(html, 'text/html');
          var next = Array.from(page.querySelectorAll('[data-poll]')).find(function (it) {
            return it.dataset.poll === part.dataset.poll;
          });
          if (next) { put(part, next); return; }
          put(document.getElementById('main'), page.getElementById('main'));
          document.title = page.title;
        })
        .catch(function () { pause = Math.min(pause * 2, 15000); again(); });
    }
    function put(old, fresh) {
      old.parentNode.replaceChild(document.adoptNode(fresh), old);
      zhibu.started(fresh);
    }
    again();
  });
})();
