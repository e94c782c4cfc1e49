package io.fileview.management;

import io.fileview.Views;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Makes the counters of {@link Views} available to management tools. Thread-safe. */
public final class ViewsManagement {
    private ViewsManagement() {}

    /**
     * Registers the counters with the platform MBean server, where JConsole and similar tools find
     * them. Has no effect if they are already registered. The library never calls this method
     * itself, because starting the MBean server delays the start of a short-lived program.
     *
     * @return the name of the MBean, {@code io.fileview:type=Views}
     * @throws IllegalStateException if the MBean server rejects the MBean
     */
    public static synchronized ObjectName register() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("io.fileview:type=Views");
            if (!server.isRegistered(name)) {
                ViewsMXBean bean = Views::statistics;
                server.registerMBean(new StandardMBean(bean, ViewsMXBean.class, true), name);
            }
            return name;
        } catch (JMException e) {
            throw new IllegalStateException("the MBean server rejected the MBean of the views", e);
        }
    }
}
