import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Prints what the tests of all modules came to: counts and times, which were slow, which failed, and
 * which were skipped and why. Reads Surefire's reports, since Maven does not list what was skipped.
 * Arguments: the checkout, and a file that is older than the reports of this run.
 */
final class TestSummary {
    private static final double SLOW_SECONDS = 5;
    private static final Pattern ASSUMPTION =
            Pattern.compile("^(?:[\\w.$]+(?:Exception|Error)(?::\\s*|$))?(?:Assumption failed: )?");

    // What becomes of a class with an assumption in @BeforeAll.
    private static final String NOTHING_RAN =
            "given up before the first test, for a reason that Surefire does not report";

    /** One test: where it stands, and if it did not pass, why. */
    private record Case(String room, String name, String outcome, String reason) {}

    /** One test class in one module. */
    private record Suite(String room, String name, double seconds, List<Case> cases) {
        long count(String outcome) {
            return cases.stream().filter(one -> one.outcome.equals(outcome)).count();
        }
    }

    private TestSummary() {}

    public static void main(String[] arguments) throws IOException, XMLStreamException {
        Path checkout = Path.of(arguments[0]);
        FileTime start = Files.getLastModifiedTime(Path.of(arguments[1]));
        List<Suite> suites = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Path module : list(checkout, "*")) {
            if (!Files.exists(module.resolve("pom.xml"))) {
                continue;
            }
            int before = suites.size();
            for (Path report : list(module.resolve("target/surefire-reports"), "TEST-*.xml")) {
                if (Files.getLastModifiedTime(report).compareTo(start) >= 0) {
                    suites.add(read(module.getFileName().toString(), report));
                }
            }
            if (suites.size() == before && Files.isDirectory(module.resolve("src/test/java"))) {
                silent.add(module.getFileName().toString());
            }
        }
        print(suites, silent);
    }

    private static List<Path> list(Path directory, String glob) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.newDirectoryStream(directory, glob)) {
            List<Path> all = new ArrayList<>();
            entries.forEach(all::add);
            all.sort(null);
            return all;
        }
    }

    private static Suite read(String module, Path report) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        String room = module;
        String suite = "";
        double seconds = 0;
        List<Case> cases = new ArrayList<>();
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "testsuite" -> {
                        suite = attribute(xml, "name");
                        seconds = Double.parseDouble(attribute(xml, "time").replace(",", ""));
                        // A module that runs its tests twice has a name for each time.
                        Matcher run = Pattern.compile("\\((.+)\\)$").matcher(suite);
                        if (run.find()) {
                            room = module + " (" + run.group(1) + ")";
                        }
                    }
                    case "testcase" -> cases.add(readCase(xml, room));
                    default -> {
                    }
                }
            }
        }
        String name = simpleName(suite);
        if (cases.isEmpty()) {
            cases.add(new Case(room, name + " (all of it)", "skipped", NOTHING_RAN));
        }
        return new Suite(room, name, seconds, cases);
    }

    private static Case readCase(XMLStreamReader xml, String room) throws XMLStreamException {
        String type = simpleName(attribute(xml, "classname"));
        String name = type + "." + attribute(xml, "name");
        String outcome = "passed";
        String reason = "";
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase")) {
                return new Case(room, name, outcome, reason);
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String element = xml.getLocalName();
                if (element.equals("skipped") || element.equals("failure") || element.equals("error")) {
                    outcome = element.equals("skipped") ? "skipped" : "failed";
                    String message = attribute(xml, "message");
                    String body = xml.getElementText();
                    reason = reason(message.isBlank() ? body : message);
                }
            }
        }
    }

    /** Without the exception's class, JUnit's "Assumption failed" and the stack trace. */
    private static String reason(String text) {
        String message =
                Stream
                        .of(text.strip().split("\\R"))
                        .takeWhile(line -> !line.matches("\\s+at .*"))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .reduce((a, b) -> a + " " + b)
                        .orElse("");
        message = ASSUMPTION.matcher(message).replaceFirst("").strip();
        return message.isEmpty() ? "no reason was given" : message;
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static String simpleName(String type) {
        String name = type.replaceFirst("\\(.+\\)$", "");
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void print(List<Suite> suites, List<String> silent) {
        Map<String, List<Suite>> rooms = new TreeMap<>();
        suites.forEach(
                suite -> rooms.computeIfAbsent(suite.room, room -> new ArrayList<>()).add(suite));
        System.out.println();
        line("Tests", "passed", "failed", "skipped", "seconds");
        rooms.forEach(TestSummary::count);
        count("total", suites);

        List<Suite> slow = suites.stream().filter(suite -> suite.seconds >= SLOW_SECONDS).toList();
        if (!slow.isEmpty()) {
            System.out.println("\nSeconds of the labs and of other long tests");
            slow.stream()
                    .sorted((a, b) -> Double.compare(b.seconds, a.seconds))
                    .forEach(
                            suite -> System.out.printf(
                                    Locale.ROOT,
                                    "%9.1f  %s: %s%n",
                                    suite.seconds,
                                    suite.room,
                                    suite.name));
        }
        list("Failed", suites, "failed");
        list("Skipped", suites, "skipped");
        if (!silent.isEmpty()) {
            System.out.println("\nNo test ran in: " + String.join(", ", silent));
        }
        System.out.printf(
                "%n%d passed, %d failed, %d skipped%n",
                sum(suites, "passed"),
                sum(suites, "failed"),
                sum(suites, "skipped"));
    }

    private static void count(String room, List<Suite> suites) {
        double seconds = suites.stream().mapToDouble(Suite::seconds).sum();
        line(
                room,
                sum(suites, "passed"),
                sum(suites, "failed"),
                sum(suites, "skipped"),
                String.format(Locale.ROOT, "%.1f", seconds));
    }

    private static long sum(List<Suite> suites, String outcome) {
        return suites.stream().mapToLong(suite -> suite.count(outcome)).sum();
    }

    private static void line(Object... columns) {
        System.out.printf("%-24s%8s%8s%8s%10s%n", columns);
    }

    /** The tests of one outcome, under the reasons that they share. */
    private static void list(String title, List<Suite> suites, String outcome) {
        Map<String, List<Case>> reasons = new TreeMap<>();
        suites.stream()
                .flatMap(suite -> suite.cases.stream())
                .filter(one -> one.outcome.equals(outcome))
                .forEach(
                        one -> reasons
                                .computeIfAbsent(one.reason, reason -> new ArrayList<>())
                                .add(one));
        if (!reasons.isEmpty()) {
            System.out.println("\n" + title);
        }
        reasons.forEach(
                (reason, cases) -> {
                    System.out.println("  " + reason);
                    cases.forEach(
                            one -> System.out.println("    " + one.room + ": " + one.name));
                });
    }
}
