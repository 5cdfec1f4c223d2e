using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Logging;

public class SessionLogTests
{
    [Fact]
    public void Lines_carry_time_name_level_and_message()
    {
        using var console = new StringWriter();
        using var log = new SessionLog(console, LogLevel.Trace);
        log.For("thelper.cli").Warn("careful {braces}");
        console.ToString().ShouldMatch(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - thelper\.cli\] WARNING : careful \{braces\}\r?\n$");
    }

    [Fact]
    public void Session_files_receive_what_was_logged_before_they_existed_by_the_name_of_the_logger()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data.log", "earlier run\n");
        using (var log = new SessionLog())
        {
            log.For("thelper.data.loaders").Debug("split");
            log.For("thelper.nn.utils").Info("model");
            log.For("thelper.cli").Info("elsewhere");
            log.OpenSessionFiles(folder.Path);
            log.For("thelper.train").Info("step");
        }

        var pid = Environment.ProcessId;
        File.ReadAllText(folder["data.log"]).ShouldMatch($@"^earlier run\n\[[^]]* - {pid}\] DEBUG : split\n$");
        File.ReadAllText(folder["modules.log"]).ShouldMatch($@"^\[[^]]* - {pid}\] INFO : model\n$");
        File.ReadAllText(folder["trainer.log"]).ShouldMatch($@"^\[[^]]* - {pid}\] INFO : step\n$");
    }

    [Fact]
    public void The_console_has_a_level_and_the_file_has_everything()
    {
        using var folder = new TemporaryFolder();
        using var console = new StringWriter();
        using (var log = new SessionLog(console, LogLevel.Information, folder["all.log"]))
        {
            log.For("a").Debug("detail");
            log.For("a").Info("news");
        }

        console.ToString().ShouldNotContain("detail");
        File.ReadAllText(folder["all.log"]).ShouldContain("detail");
    }

    [Fact]
    public void A_live_display_replaces_the_lines_of_single_batches()
    {
        using var console = new StringWriter();
        using var log = new SessionLog(console) { HideIterations = true };
        log.For("a").Iteration("batch 1");
        log.For("a").Info("epoch");
        console.ToString().ShouldNotContain("batch 1");
        console.ToString().ShouldContain("epoch");
    }

    [Fact]
    public void A_log_file_that_cannot_be_written_is_the_users_mistake()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => new SessionLog(filePath: folder["no/such/file.log"])).Message.ShouldContain("no/such/file.log");
    }
}
