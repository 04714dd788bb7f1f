// A form goes off once: its button says that it is busy and further taps do nothing. A form that answers with a
// download stays on the page; it carries data-again and may be sent again.
(function () {
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-again')) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    var button = event.submitter || form.querySelector('button:not([type="button"])');
    // aria-busy, not disabled: a disabled button would not be sent along with the form.
    if (button && button.classList.contains('btn')) button.setAttribute('aria-busy', 'true');
  });
  // Back from the next page, the form is to be used again.
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) return;
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
    document.querySelectorAll('[aria-busy="true"]').forEach(function (it) { it.removeAttribute('aria-busy'); });
  });
})();
