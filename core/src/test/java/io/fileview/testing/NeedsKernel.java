package io.fileview.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that the engine in memory cannot pass, because the test asks the kernel about the files, or
 * because another process uses them. Where that engine is under test, it counts as skipped.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKernelCondition.class)
public @interface NeedsKernel {
    /** What the test does that needs the kernel, to be read after "this test". */
    String value();

    /** Whether memory does as well if each access is a call, which the engine sees. */
    boolean orCalls() default false;
}
