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
        if (window.IsPlane) user.Use<PlaneWindow>();
        else user.Use<AnyWindow>();
    }
}
