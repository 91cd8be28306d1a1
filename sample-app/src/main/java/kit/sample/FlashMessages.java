package kit.sample;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.SessionFlashMapManager;

import java.util.List;
import java.util.Set;

/**
 * Flash messages, looked up for the pages that show them only: a style sheet need not load the
 * session, pictures and all.
 */
@Component(DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
public class FlashMessages extends SessionFlashMapManager {

    private static final Set<String> PAGES =
            Set.of(
                    UploadController.PAGE,
                    EditController.PAGE,
                    ComposeController.PAGE,
                    ComposeController.RESULT);

    @Override
    protected List<FlashMap> retrieveFlashMaps(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return PAGES.contains(path) ? super.retrieveFlashMaps(request) : null;
    }
}
