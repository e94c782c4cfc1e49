package io.fileview.cli;

import java.io.IOException;

/** A promise of the library that the demo can show. */
interface Promise {
    /** The promise, as a sentence. */
    String words();

    /** What is done to show it, as a sentence without its subject. */
    String deed();

    /** Does it. */
    Seen show(Stage stage) throws IOException;
}
