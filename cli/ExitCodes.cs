namespace NeuralCore.Cli;

/// <summary>What the process's exit code says; the one table.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>A check failed: a comparison with the reference, or a training's loss, which is no finite number any more.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line alone shows that it is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file or folder had to be opened to see that it is wrong.</summary>
    public const int Data = 3;

    /// <summary>The device is absent or failed.</summary>
    public const int Device = 4;

    /// <summary>A fault of the program's own.</summary>
    public const int Fault = 70;

    /// <summary>Interrupted by Ctrl-C; what was done is saved.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for an exception.</summary>
    public static int Of(Exception error) => error switch
    {
        DivergedException => CheckFailed,
        UsageException => Usage,
        DataException or IOException => Data,
        DeviceException => Device,
        OperationCanceledException => Interrupted,
        _ => Fault,
    };
}
