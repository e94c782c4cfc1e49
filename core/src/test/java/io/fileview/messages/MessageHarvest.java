package io.fileview.messages;

import io.fileview.messages.MessageSites.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads flight recordings of test runs, and prints a message of each place of the library that made
 * an exception in them, and the places that made none. CONTRIBUTING.md says how to make the
 * recordings.
 */
final class MessageHarvest {
    private MessageHarvest() {}

    /** Takes the directory of the sources, and the recordings. */
    public static void main(String[] args) throws IOException {
        List<Site> sites = MessageSites.in(Path.of(args[0]));
        Map<Integer, String> messages = new TreeMap<>();
        for (int i = 1; i < args.length; i++) {
            try (RecordingFile recording = new RecordingFile(Path.of(args[i]))) {
                while (recording.hasMoreEvents()) {
                    add(recording.readEvent(), sites, messages);
                }
            }
        }
        List<Site> missed = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            if (messages.containsKey(i)) {
                System.out.println(sites.get(i).file() + ":" + sites.get(i).from());
                System.out.println("    " + messages.get(i));
            } else {
                missed.add(sites.get(i));
            }
        }
        System.out.println();
        System.out.println(
                missed.size() + " of " + sites.size() + " places made no exception:");
        missed.forEach(site -> System.out.println("    " + site));
    }

    private static void add(RecordedEvent event, List<Site> sites, Map<Integer, String> messages) {
        if (!event.hasField("thrownClass") || event.getStackTrace() == null) {
            return;
        }
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            if (frame.getMethod().getName().equals("<init>")) {
                continue; // of the exception
            }
            String type = frame.getMethod().getType().getName();
            for (int i = 0; i < sites.size(); i++) {
                Site site = sites.get(i);
                String ofFile = site.file().replace(".java", "").replace('/', '.');
                boolean isInFile = type.equals(ofFile) || type.startsWith(ofFile + "$");
                if (isInFile
                        && frame.getLineNumber() >= site.from()
                        && frame.getLineNumber() <= site.to()) {
                    messages.putIfAbsent(i, String.valueOf(event.getString("message")));
                }
            }
            return;
        }
    }
}
