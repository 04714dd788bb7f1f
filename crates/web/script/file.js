// The whole drop zone takes files; the file input inside stays what is sent.
(function () {
  function over(event, zone) { event.preventDefault(); zone.classList.add('over'); }
  zhibu.on('dragenter', '[data-drop]', over);
  zhibu.on('dragover', '[data-drop]', over);
  zhibu.on('dragleave', '[data-drop]', function (event, zone) { zone.classList.remove('over'); });
  zhibu.on('drop', '[data-drop]', function (event, zone) {
    event.preventDefault();
    zone.classList.remove('over');
    var input = zone.querySelector('input[type="file"]');
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
})();
