using System.Diagnostics;
using System.Globalization;
using NeuralCore.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuralCore.Cli.Runs;

/// <summary>The live line of a training run on a terminal; where nobody watches, a line an epoch.</summary>
internal sealed class TrainingProgress : IDisposable
{
    private readonly Terminal _terminal;
    private readonly int _epochs, _steps, _samples;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource _ended = new();
    private readonly Task? _display;
    private volatile TrainingStand? _stand;
    private readonly long _before;
    private long _seen;

    /// <summary>Starts the display of so many epochs over so many samples, some epochs and steps of which are behind already.</summary>
    public TrainingProgress(Terminal terminal, int epochs, int samples, int steps, int epochsBehind, int stepsBehind)
    {
        _before = (long)epochsBehind * samples + (long)samples * stepsBehind / steps;
        (_terminal, _epochs, _samples, _steps) = (terminal, epochs, samples, steps);
        if (terminal.Progress.Profile.Capabilities is { Interactive: true, Ansi: true }) _display = Show();
    }

    /// <summary>Shows a step.</summary>
    public void Step(StepReport step, double accuracy)
    {
        _seen += step.Examples;
        if (_display is not null) _stand = Stand(step.Epoch + 1, step.Step, step.MeanLoss, accuracy);
    }

    /// <summary>Shows an epoch.</summary>
    public void Epoch(EpochRecord epoch)
    {
        if (_display is not null) return;
        var held = epoch.Validation is { } share ? string.Create(CultureInfo.InvariantCulture, $"  validation {100 * share:f2} %") : "";
        _terminal.Error.WriteLine($"{Stand(epoch.Epoch, _steps, epoch.Loss, epoch.Accuracy)}{held}");
    }

    /// <summary>Ends the display.</summary>
    public void Dispose()
    {
        _ended.TrySetResult();
        _display?.Wait();
    }

    private Task Show() => Task.Run(() => _terminal.Progress.Progress().Columns(new Line(() => _stand)).StartAsync(context =>
    {
        context.AddTask("training");
        return _ended.Task;
    }));

    private TrainingStand Stand(int epoch, int step, double loss, double accuracy)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var rate = _seen / Math.Max(1e-9, seconds);
        // A run that is resumed after an epoch's last step ends the epoch before it has seen anything.
        TimeSpan? left = _seen > 0 ? TimeSpan.FromSeconds(Math.Max(0, (double)_epochs * _samples - _before - _seen) / rate) : null;
        return new(epoch, _epochs, step, _steps, loss, accuracy, rate, left);
    }

    // The whole line is one column: it alone knows what to leave out on a narrow terminal.
    private sealed class Line(Func<TrainingStand?> stand) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (stand() is not { } now) return new Text("the first step is on its way");
            var (text, done, open) = now.Fit(options.ConsoleSize.Width - 1);
            return new Paragraph(text).Append(done, new Style(Color.Green)).Append(open, new Style(Color.Grey));
        }
    }
}
