package io.fileview.cli;

import io.fileview.messages.WindowsDevices;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names that Windows reads as something else than a file of that name: devices, streams, names
 * with an end that is dropped. A command would touch another file than the one that was typed.
 */
final class WindowsNames {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern LONG_DRIVE =
            Pattern.compile("\\\\\\\\\\?\\\\[A-Za-z]:\\\\.*", Pattern.DOTALL);
    private static final Pattern LONG_SHARE =
            Pattern.compile(
                    "\\\\\\\\\\?\\\\UNC\\\\[^\\\\]+\\\\[^\\\\]+.*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern SHARE =
            Pattern.compile("[\\\\/]{2}[^\\\\/]+[\\\\/]+[^\\\\/]+.*", Pattern.DOTALL);
    private static final String PREFIX = "\\\\?\\";
    private static final String NEVER_IN_NAMES = "*?<>|\"";

    private WindowsNames() {}

    /**
     * Returns why a path cannot be used, to be read after the path and a colon; empty if it can.
     */
    static Optional<String> refusal(String path) {
        String rest = path;
        if (path.startsWith(PREFIX)) {
            if (LONG_DRIVE.matcher(path).matches()) {
                rest = path.substring(PREFIX.length() + 2);
            } else if (LONG_SHARE.matcher(path).matches()) {
                rest = path.substring(PREFIX.length() + 3);
            } else {
                return Optional.of(
                        "is not the path of a file; give a drive and a backslash after \\\\?\\, such as"
                                + " \\\\?\\C:\\, or a share, such as \\\\?\\UNC\\server\\share");
            }
        } else if (path.matches("[\\\\/]{2}[.?][\\\\/].*")) {
            return Optional
                    .of("names a device, and devices cannot be mapped; give the path of a file");
        } else if (path.matches("[\\\\/]{2}.*")) {
            if (!SHARE.matcher(path).matches()) {
                return Optional.of("names no share; give \\\\server\\share\\file");
            }
        } else if (DRIVE.matcher(path).matches()) {
            rest = path.substring(2);
        }
        for (String name : rest.split("[\\\\/]", -1)) {
            Optional<String> refusal = refusalOfName(name);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> refusalOfName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ') {
                return Optional.of(
                        "a name on Windows cannot contain the character with the code "
                                + (int) c
                                + "; give the name of one file");
            }
            if (NEVER_IN_NAMES.indexOf(c) >= 0) {
                return Optional.of(
                        "a name on Windows cannot contain "
                                + c
                                + (c == '*' || c == '?' ? ", and nothing is expanded" : "")
                                + "; give the name of one file");
            }
        }
        String base = name.split("[.:]", 2)[0].stripTrailing().toUpperCase(Locale.ROOT);
        if (WindowsDevices.hasName(base)) {
            return Optional
                    .of(base + " is a device on Windows, with any extension; give another name");
        }
        if (name.indexOf(':') >= 0) {
            return Optional.of(
                    "the part after the colon names a stream of a file, and streams cannot be mapped;"
                            + " give the name of a file");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.empty();
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return Optional.of(
                    "Windows drops the "
                            + (name.endsWith(".") ? "dot" : "space")
                            + " at the end of a name, so this would be another file; give the name"
                            + " without it");
        }
        return Optional.empty();
    }
}
