package io.fileview.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the manual pages in AsciiDoc, one for each command, from the help texts. picocli does it; what
 * it takes as it is, such as the lines at the end of a help text, is laid out for a manual before.
 */
final class ManPages {
    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    /** The room for examples in a terminal of 80 columns. */
    private static final int COLUMNS = 69;

    static {
        EXIT_CODES.put("0", "Success, also if the reader closes the output early.");
        EXIT_CODES.put(
                "1",
                "Failure: what was asked for was not done, or not all of it, because of a file, the"
                        + " system or the output. The message on standard error names it and says"
                        + " what to do.");
        EXIT_CODES.put("2", "Invalid command line: nothing was done.");
    }

    private ManPages() {}

    /** The arguments are the directory for the pages, and the version. */
    public static void main(String[] args) throws IOException {
        write(new File(args[0]), args[1]);
    }

    static void write(File directory, String version) throws IOException {
        CommandLine all =
                Main.all(
                        Output.to(
                                OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
        List<String> others = new ArrayList<>();
        for (CommandLine command : all.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            prepare(spec, version, "*fileview*(1)");
            others.add("*" + spec.qualifiedName("-") + "*(1)");
        }
        prepare(all.getCommandSpec(), version, String.join(", ", others));
        ManPageGenerator.generateManPage(
                directory, null, new boolean[0], true, all.getCommandSpec());
    }

    private static void prepare(CommandSpec command, String version, String seeAlso) {
        command.versionProvider(null);
        command.version("Fileview " + version);
        UsageMessageSpec usage = command.usageMessage();
        usage.header(summary(usage.description()[0]));
        usage.description(paragraphs(usage.description()));
        usage.exitCodeListHeading("Exit status");
        usage.exitCodeList(EXIT_CODES);
        List<String> footer = footer(Arrays.asList(usage.footer()));
        footer.addAll(List.of("", "== See also", "", seeAlso));
        usage.footerHeading("Examples");
        usage.footer(footer.toArray(String[]::new));
    }

    /** The first sentence, as the line of {@code whatis}. */
    private static String summary(String description) {
        String sentence = description.split("[.:]( |$)", 2)[0];
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String[] paragraphs(String... description) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : description) {
            if (!paragraph.isEmpty()) {
                lines.addAll(lines.isEmpty() ? List.of(paragraph) : List.of("", paragraph));
            }
        }
        return lines.toArray(String[]::new);
    }

    /** The examples line by line, and the rest in paragraphs that are filled anew. */
    private static List<String> footer(List<String> lines) {
        int start = lines.indexOf("Examples:") + 1;
        int end = lines.subList(start, lines.size()).indexOf("");
        end = end < 0 ? lines.size() : start + end;
        List<String> footer = new ArrayList<>();
        footer.add("....");
        footer.addAll(examples(lines.subList(start, end)));
        footer.add("....");
        List<String> notes = notes(lines.subList(end, lines.size()));
        if (!notes.isEmpty()) {
            footer.addAll(List.of("", "== Notes"));
            notes.forEach(note -> footer.addAll(List.of("", note)));
        }
        return footer;
    }

    /** What an example does stands below it, if some lines would be too long otherwise. */
    private static List<String> examples(List<String> lines) {
        List<String> examples = lines.stream().map(line -> line.substring(2)).toList();
        if (examples.stream().allMatch(line -> line.length() <= COLUMNS)) {
            return examples;
        }
        List<String> split = new ArrayList<>();
        for (String line : examples) {
            String[] parts = line.split(" {2,}", 2);
            split.addAll(parts[0].isEmpty() ? List.of() : List.of(parts[0]));
            split.addAll(parts.length == 1 ? List.of() : List.of("    " + parts[1]));
        }
        return split;
    }

    private static List<String> notes(List<String> lines) {
        List<String> notes = new ArrayList<>();
        for (String paragraph : String.join("\n", lines).split("\n\n", -1)) {
            // The page has a section about exit codes.
            String note = paragraph.replaceFirst("(?s)Exit codes:.*", "").strip();
            if (!note.isEmpty()) {
                notes.add(note.replace('\n', ' '));
            }
        }
        return notes;
    }
}
