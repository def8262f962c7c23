package dev.understudy.auth;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How users with passwords are known.
 *
 * @param users an htpasswd file with bcrypt hashes
 * @param groups an htgroup file, whose groups are the users' roles
 */
public record BasicSettings(Path users, Optional<Path> groups) {}
