package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the reports that JUnit's console writes. */
public final class JunitReport {
    private JunitReport() {}

    /** How a test ended. */
    public enum State {
        /** It passed. */
        PASSED,
        /** It said that it could not run. */
        SKIPPED,
        /** It failed. */
        FAILED
    }

    /**
     * One test.
     *
     * @param name the class, without its package, and the method
     * @param state how it ended
     * @param words the reason, if it did not pass
     */
    public record Result(String name, State state, String words) {}

    /**
     * Reads a report.
     *
     * @param report the file
     * @return its tests
     * @throws IOException if it cannot be read
     */
    public static List<Result> read(Path report) throws IOException {
        List<Result> results = new ArrayList<>();
        NodeList tests = document(report).getElementsByTagName("testcase");
        for (int i = 0; i < tests.getLength(); i++) {
            Element test = (Element) tests.item(i);
            String name =
                    test.getAttribute("classname").replaceFirst(".*\\.", "") + "."
                            + test.getAttribute("name").replaceFirst("\\(.*", "");
            if (has(test, "skipped")) {
                results.add(new Result(name, State.SKIPPED, words(test, "skipped")));
            } else if (has(test, "failure") || has(test, "error")) {
                results.add(
                        new Result(
                                name, State.FAILED, words(test, "failure") + words(test, "error")));
            } else {
                results.add(new Result(name, State.PASSED, ""));
            }
        }
        return results;
    }

    private static boolean has(Element test, String tag) {
        return test.getElementsByTagName(tag).getLength() > 0;
    }

    /** Returns the first line of the message of a test. */
    private static String words(Element test, String tag) {
        if (!has(test, tag)) {
            return "";
        }
        Element element = (Element) test.getElementsByTagName(tag).item(0);
        String message = element.getAttribute("message");
        String text =
                message.isBlank()
                        ? element.getTextContent().strip().lines().findFirst().orElse("")
                        : message;
        return text.strip().replaceAll("\\s+", " ").replaceFirst("(.{300}).*", "$1…");
    }

    private static Document document(Path report) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(report.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the report " + report + " cannot be read", e);
        }
    }
}
