package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of an object in its namespace. Its {@link #fileName()} contains no separator, and
 * differs for names that differ in case, even on file systems that ignore case.
 *
 * @param global true for {@code Global\}, false for {@code Local\} or no prefix
 * @param name the name without its prefix
 */
record ObjectName(boolean global, String name) {
    private static final String GLOBAL = "Global\\";
    private static final String LOCAL = "Local\\";
    private static final int LONGEST_UNHASHED = 100;

    static ObjectName parse(String name) {
        boolean global = name.startsWith(GLOBAL);
        String rest = name;
        if (global) {
            rest = name.substring(GLOBAL.length());
        } else if (name.startsWith(LOCAL)) {
            rest = name.substring(LOCAL.length());
        }
        if (rest.indexOf('\\') >= 0) {
            throw Status.OBJECT_PATH_NOT_FOUND.failure();
        }
        if (rest.isEmpty()) {
            // The empty name denotes the object directory itself, an object of another type.
            throw Status.OBJECT_TYPE_MISMATCH.failure();
        }
        return new ObjectName(global, rest);
    }

    String fileName() {
        // Not UTF-8: a lone surrogate is valid in a name and must not be replaced.
        byte[] bytes = name.getBytes(StandardCharsets.UTF_16BE);
        String prefix = global ? "g" : "l";
        return bytes.length <= LONGEST_UNHASHED
                ? prefix + "-" + HexFormat.of().formatHex(bytes)
                : prefix + "+" + HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
