package io.fileview.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** The options {@code --include} and {@code --exclude}. */
final class NameFilter {
    @Option(names = "--include", paramLabel = "GLOB", description = "Take only files with such a name, or, if the pattern has a slash, with such a path.")
    private List<String> includes = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leave out files with such a name or path.")
    private List<String> excludes = new ArrayList<>();

    private final List<PathMatcher> included = new ArrayList<>();
    private final List<PathMatcher> excluded = new ArrayList<>();

    boolean accepts(Path file) {
        if (included.size() < includes.size() || excluded.size() < excludes.size()) {
            includes.forEach(glob -> included.add(matcher(glob)));
            excludes.forEach(glob -> excluded.add(matcher(glob)));
        }
        return (included.isEmpty() || anyMatches(included, file)) && !anyMatches(excluded, file);
    }

    private static boolean anyMatches(List<PathMatcher> matchers, Path file) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(file));
    }

    private static PathMatcher matcher(String glob) {
        if (!Platform.WINDOWS && !UnixNames.isExpressible(glob)) {
            throw CommandFailure.wrongUsage(
                    "the pattern '"
                            + glob
                            + "' has bytes that the locale cannot express; set LC_ALL to C.UTF-8, or"
                            + " give * in their place");
        }
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            return glob.contains("/")
                    ? matcher
                    : path -> path.getFileName() != null && matcher.matches(path.getFileName());
        } catch (PatternSyntaxException e) {
            throw CommandFailure.wrongUsage(
                    "'"
                            + glob
                            + "' is not a pattern ("
                            + e.getDescription()
                            + "); use * ? [abc] and {one,other}, with a backslash before a"
                            + " character that stands for itself");
        }
    }
}
