package stuck;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A class that is never ready for its first test, so that no limit of a test applies. */
class StuckProcess {
    StuckProcess() {
        while (true) {
            LockSupport.park();
        }
    }

    @Test
    void neverRuns() {}
}
