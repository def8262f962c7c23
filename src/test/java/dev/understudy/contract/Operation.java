package dev.understudy.contract;

import java.util.Set;

/**
 * One operation of the document.
 *
 * @param method the method, in capitals
 * @param path the path as the document has it, without its server
 * @param atRoot whether it stands at the root and not under the prefixes
 * @param statuses the status codes that it documents
 */
public record Operation(String method, String path, boolean atRoot, Set<Integer> statuses) {}
