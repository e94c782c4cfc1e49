package io.fileview.live;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What one thread sees of views that another maps and unmaps. */
public final class LiveViewsStress {
    private LiveViewsStress() {}

    /** A view that is found in the registry is found whole. */
    @JCStressTest
    @Outcome(id = {"0, 0", "7, 5"}, expect = Expect.ACCEPTABLE, desc = "Nothing, or the view.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view that is not whole.")
    @State
    public static class Added {
        private final CountedFile opening = StressFile.open();
        private final FileInProcess file = opening.file();

        /** Maps. */
        @Actor
        public void map() {
            LiveViews.add(LiveView.within(file, "view", 7, 5));
        }

        /**
         * Looks.
         *
         * @param result the address and the length of what was found
         */
        @Actor
        public void look(II_Result result) {
            List<LiveView> views = LiveViews.of(file);
            if (!views.isEmpty()) {
                result.r1 = (int) views.getFirst().address();
                result.r2 = (int) views.getFirst().length();
            }
        }

        /**
         * Takes it out again.
         *
         * @param result is left as it is
         */
        @Arbiter
        public void end(II_Result result) {
            LiveViews.of(file).forEach(LiveViews::remove);
            opening.release();
        }
    }

    /** Views that two threads map and unmap do not disturb each other. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Each saw its own view alone.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view was lost, or was there twice.")
    @State
    public static class TwoThreads {
        private final CountedFile first = StressFile.open();
        private final CountedFile second = StressFile.open();

        private static int mapAndUnmap(CountedFile opening) {
            FileInProcess file = opening.file();
            LiveView view = LiveView.within(file, "view", 7, 5);
            LiveViews.add(view);
            int found = LiveViews.of(file).size();
            LiveViews.remove(view);
            return found + LiveViews.of(file).size();
        }

        /**
         * Maps and unmaps.
         *
         * @param result how many were found
         */
        @Actor
        public void one(II_Result result) {
            result.r1 = mapAndUnmap(first);
        }

        /**
         * Maps and unmaps.
         *
         * @param result how many were found
         */
        @Actor
        public void two(II_Result result) {
            result.r2 = mapAndUnmap(second);
        }

        /**
         * Closes the files.
         *
         * @param result is left as it is
         */
        @Arbiter
        public void end(II_Result result) {
            first.release();
            second.release();
        }
    }
}
