package io.fileview.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the places that make messages: those that construct an exception, and those that give words
 * to a method that returns one.
 */
final class Places {
    private static final String EXCEPTION = "(?:\\w+\\.)*(\\w*(?:Exception|Error|Failure))";
    private static final Pattern MADE =
            Pattern.compile("\\bnew\\s+(?:\\w+\\.)*(\\w+(?:Exception|Error|Failure))\\s*\\(");
    private static final Pattern FACTORY =
            Pattern.compile(
                    "(?m)^ +(?:(?:public|private|protected|static|final) )*(?<!new )"
                            + EXCEPTION
                            + " (\\w+)\\([^;{]*\\{");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<Place> places = new ArrayList<>();
    private final String module;

    private Places(String module) {
        this.module = module;
    }

    static List<Place> in(Path checkout, String module) throws IOException {
        Path sources = checkout.resolve(module).resolve("src/main/java");
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(path -> path.toString().endsWith(".java")).sorted().toList();
        }
        Set<String> factories = new HashSet<>();
        for (Path file : files) {
            Matcher factory = FACTORY.matcher(code(file));
            while (factory.find()) {
                factories.add(type(file) + "." + factory.group(2));
            }
        }
        Places found = new Places(module);
        for (Path file : files) {
            found.add(sources.relativize(file).toString(), type(file), code(file), factories);
        }
        return found.places;
    }

    private static String type(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /** The text of a file with its comments blanked. */
    private static String code(Path file) throws IOException {
        Matcher comment =
                Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|//[^\n]*|(?s:/\\*.*?\\*/)")
                        .matcher(Files.readString(file));
        return comment.replaceAll(
                found -> Matcher.quoteReplacement(
                        found.group().startsWith("\"")
                                ? found.group()
                                : found.group().replaceAll("[^\n]", " ")));
    }

    private void add(String file, String type, String code, Set<String> factories) {
        Matcher made = MADE.matcher(code);
        while (made.find()) {
            add(file, code, made.start(), made.end(), made.group(1), false);
        }
        Matcher call =
                Pattern.compile("(?<![.\\w])(?:(\\w+)\\s*\\.\\s*)?(?<!new )(\\w+)\\(")
                        .matcher(code);
        while (call.find()) {
            String of = call.group(1) == null ? type : call.group(1);
            boolean isDeclared =
                    call.group(1) == null
                            && code.substring(0, call.start())
                                    .matches("(?s).*(Exception|Error|Failure) ");
            if (factories.contains(of + "." + call.group(2)) && !isDeclared) {
                add(file, code, call.start(), call.end(), call.group(2), true);
            }
        }
    }

    private void add(
            String file, String code, int start, int arguments, String made, boolean isCall) {
        int end = endOfArguments(code, arguments);
        List<String> literals = new ArrayList<>();
        Matcher literal = LITERAL.matcher(code.substring(arguments, end));
        while (literal.find()) {
            literals.add(literal.group(1));
        }
        boolean givesWords = literals.stream().anyMatch(text -> text.contains(" "));
        if (!isCall || givesWords) {
            places.add(
                    new Place(
                            module,
                            file,
                            line(code, start),
                            line(code, end),
                            made,
                            isCall,
                            String.join("…", literals)));
        }
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    private static int endOfArguments(String code, int start) {
        int depth = 1;
        boolean isLiteral = false;
        int at = start;
        for (; depth > 0; at++) {
            char c = code.charAt(at);
            if (isLiteral) {
                if (c == '\\') {
                    at++;
                }
                isLiteral = c != '"';
            } else if (c == '"') {
                isLiteral = true;
            } else if (c == '\'') {
                at += code.charAt(at + 1) == '\\' ? 3 : 2;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
        return at;
    }
}
