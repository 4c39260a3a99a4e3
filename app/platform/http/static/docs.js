const element = document.getElementById("swagger-ui");
window.SwaggerUIBundle({
  url: element.dataset.url,
  domNode: element,
  deepLinking: true,
  // The validator's badge would be a request to a third party.
  validatorUrl: null,
});
