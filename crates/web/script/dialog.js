// Dialogs. A link or button with data-open names the dialog; without script the link leads to a page.
(function () {
  var opener = null;
  zhibu.open = function (dialog) {
    if (dialog.open) return;
    opener = document.activeElement;
    if (dialog.showModal) { dialog.showModal(); return; }
    dialog.setAttribute('open', '');
    dialog.open = true;
    dialog.classList.add('floating');
    var first = dialog.querySelector('input, select, textarea, button');
    if (first) first.focus();
  };
  zhibu.close = function (dialog) {
    if (dialog.close) { dialog.close(); return; }
    dialog.removeAttribute('open');
    dialog.open = false;
    dialog.classList.remove('floating');
    if (opener) opener.focus();
  };
  zhibu.on('click', '[data-open]', function (event, link) {
    var dialog = document.getElementById(link.dataset.open);
    if (!dialog) return;
    event.preventDefault();
    zhibu.open(dialog);
  });
  zhibu.on('click', '[data-close]', function (event, button) { zhibu.close(button.closest('dialog')); });
  document.addEventListener('keydown', function (event) {
    var dialog = event.key === 'Escape' && document.querySelector('dialog.floating');
    if (dialog) zhibu.close(dialog);
  });
})();
