'use strict';

// Nothing of the page goes to another host: no validator, no fonts, no documents of others.
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: 'list',
  queryConfigEnabled: false,
  validatorUrl: null,
});
