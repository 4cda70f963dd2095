namespace NeuralCore.Backends.Gpu;

/// <summary>The windows along one spatial dimension, as kernels see them: <see cref="PoolGeometry.Window"/>, and the way back from an input to the windows over it.</summary>
internal interface IWindows
{
    /// <summary>The extent of x.</summary>
    Divider Input { get; }

    /// <summary>The number of windows.</summary>
    Divider Output { get; }

    /// <summary>The step between taps.</summary>
    int Step { get; }

    /// <summary>The first tap of a window that lies in x.</summary>
    int Start(int window);

    /// <summary>The end of a window's taps in x, exclusive.</summary>
    int End(int window);

    /// <summary>The extent that an average over a window divides by.</summary>
    int Divisor(int window);

    /// <summary>The first window that may have an input among its taps.</summary>
    int FirstOver(int input);

    /// <summary>The end of the windows that may have an input among their taps, exclusive.</summary>
    int EndOver(int input);

    /// <summary>Whether a window between <see cref="FirstOver"/> and <see cref="EndOver"/> has the input among its taps.</summary>
    bool Covers(int window, int input);
}
