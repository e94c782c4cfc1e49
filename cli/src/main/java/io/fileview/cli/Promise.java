package io.fileview.cli;

import java.io.IOException;

/** A promise of the library that the demo can demonstrate. */
interface Promise {
    /** The promise, as a sentence. */
    String statement();

    /** What the demo does, as a sentence without a subject. */
    String action();

    /** Carries out the action and reports what was seen. */
    Observation show(DemoTarget target) throws IOException;
}
