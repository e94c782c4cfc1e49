package io.fileview.messages;

/**
 * Something that a program asks for and that is refused.
 *
 * @param name what it is
 * @param act does it, and throws
 */
public record Provocation(String name, Act act) {
    /** What is refused. */
    @FunctionalInterface
    public interface Act {
        void run() throws Throwable;
    }
}
