package kit.sample;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** The site in its dev profile, one for all the tests, and a visitor's session for each. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("dev")
abstract class StudioTest {

    @Autowired WebApplicationContext context;

    MockMvc site;
    MockHttpSession session;

    @BeforeEach
    void enter() {
        site = MockMvcBuilders.webAppContextSetup(context).build();
        session = new MockHttpSession();
    }

    ResultActions open(String path) throws Exception {
        return site.perform(get(path).session(session));
    }

    /** Posts a form: names and values in turn. */
    ResultActions submit(String path, String... fields) throws Exception {
        var form = post(path).session(session);
        for (int field = 0; field < fields.length; field += 2) {
            form.param(fields[field], fields[field + 1]);
        }
        return site.perform(form);
    }

    ResultActions upload(byte[] bytes) throws Exception {
        return site.perform(
                multipart("/image")
                        .file(
                                new MockMultipartFile(
                                        "image", "picture", "application/octet-stream", bytes))
                        .session(session));
    }

    ResultActions compose(byte[] overlay, String x, String y, String opacity) throws Exception {
        return site.perform(
                multipart("/compose")
                        .file(
                                new MockMultipartFile(
                                        "overlay", "picture", "application/octet-stream", overlay))
                        .param("x", x)
                        .param("y", y)
                        .param("opacity", opacity)
                        .session(session));
    }

    /** Follows the redirect that an answer must be, to the page that it must lead to. */
    String follow(ResultActions answer, String page) throws Exception {
        answer.andExpect(redirectedUrl(page));
        return open(page).andReturn().getResponse().getContentAsString();
    }

    byte[] bytes(String path) throws Exception {
        return open(path).andReturn().getResponse().getContentAsByteArray();
    }
}
