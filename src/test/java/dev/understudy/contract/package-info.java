/**
 * The OpenAPI document as a yardstick: every request that a test sends, and every answer that it
 * gets, is held to it.
 *
 * <p>The document is OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12. Atlassian's
 * {@code swagger-request-validator} 2.46.0 was tried: it reads such a document, but checks it by an
 * older draft that knows {@code type} as one word and no {@code const}, so that it let wrong
 * answers pass ({@code {"Name": 7}} for {@code type: [string, 'null']}). So the schemas are checked
 * by networknt's {@code json-schema-validator}, which knows the whole of 2020-12, and what is
 * around them, addresses, status codes, headers and media types, by the few classes of this
 * package.
 */
@NullMarked
package dev.understudy.contract;

import org.jspecify.annotations.NullMarked;
