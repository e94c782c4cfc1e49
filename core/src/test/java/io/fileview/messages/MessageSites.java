package io.fileview.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The places in the sources where an exception is made. */
final class MessageSites {
    private static final Pattern MADE =
            Pattern.compile("new\\s+(\\w+(?:Exception|Error|Failure))\\s*\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private MessageSites() {}

    /**
     * A place.
     *
     * @param file the file, below the sources of the module
     * @param from its first line
     * @param to its last line
     * @param type the type of the exception
     * @param text the literals, of which its message is made
     */
    record Site(String file, int from, int to, String type, String text) {
        boolean contains(String place) {
            int colon = place.lastIndexOf(':');
            int line = Integer.parseInt(place.substring(colon + 1));
            return place.substring(0, colon).equals(file) && line >= from && line <= to;
        }

        @Override
        public String toString() {
            return file + ":" + from + " " + type + " " + text;
        }
    }

    static List<Site> in(Path sources) throws IOException {
        List<Site> sites = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted()
                    .toList()) {
                add(sites, sources.relativize(file).toString(), Files.readString(file));
            }
        }
        return sites;
    }

    private static void add(List<Site> sites, String file, String text) {
        Matcher made = MADE.matcher(text);
        while (made.find()) {
            int end = endOfArguments(text, made.end());
            StringBuilder literals = new StringBuilder();
            Matcher literal = LITERAL.matcher(text.substring(made.end(), end));
            while (literal.find()) {
                literals.append(literals.isEmpty() ? "" : "…").append(literal.group(1));
            }
            sites.add(
                    new Site(
                            file,
                            line(text, made.start()),
                            line(text, end),
                            made.group(1),
                            literals.toString()));
        }
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    private static int endOfArguments(String text, int start) {
        int depth = 1;
        boolean isLiteral = false;
        int at = start;
        for (; depth > 0; at++) {
            char c = text.charAt(at);
            if (isLiteral) {
                if (c == '\\') {
                    at++;
                }
                isLiteral = c != '"';
            } else if (c == '"') {
                isLiteral = true;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
        return at;
    }
}
