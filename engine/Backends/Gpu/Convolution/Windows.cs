namespace NeuralCore.Backends.Gpu;

/// <summary>What is done with the type of a window.</summary>
internal interface IWindowUser
{
    /// <summary>Does it.</summary>
    void Use<W>() where W : struct, IWindow;
}

/// <summary>The windows that have kernels of their own.</summary>
internal static class Windows
{
    /// <summary>Calls with the narrowest window type that fits.</summary>
    public static void Choose<U>(in Unfolding window, U user) where U : struct, IWindowUser
    {
        switch (window.IsPlane, window.Taps.D, window.Taps.H, window.Taps.W)
        {
            case (true, _, 1, 1): user.Use<Window1x1>(); break;
            case (true, _, 3, 3): user.Use<Window3x3>(); break;
            case (true, _, 5, 5): user.Use<Window5x5>(); break;
            case (true, _, 7, 7): user.Use<Window7x7>(); break;
            case (true, _, _, _): user.Use<PlaneWindow>(); break;
            case (_, 3, 3, 3): user.Use<Window3x3x3>(); break;
            case (_, 5, 3, 3): user.Use<Window5x3x3>(); break;
            case (_, 7, 3, 3): user.Use<Window7x3x3>(); break;
            default: user.Use<AnyWindow>(); break;
        }
    }
}
