//! The flags that set something, as typed.

/// The flags of the command line that override the configuration, as typed.
///
/// The words are parsed by [`Settings::load`](super::Settings::load), so that
/// an error names the flag as it names a variable or a line of the file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config FILE`.
    pub config: Option<String>,
    /// How messages call that file, where it will stand elsewhere.
    pub config_name: Option<std::path::PathBuf>,
    /// `--state FILE`.
    pub state: Option<String>,
    /// `--catalog ID`.
    pub catalog: Option<String>,
    /// `--api-url URL`.
    pub api_url: Option<String>,
    /// `--preset NAME`.
    pub preset: Option<String>,
    /// `--shop-url URL`.
    pub shop_url: Option<String>,
    /// `--image-url URL`.
    pub image_url: Option<String>,
    /// `--currency CODE`.
    pub currency: Option<String>,
    /// `--country CODE`.
    pub country: Option<String>,
    /// `--language CODE`.
    pub language: Option<String>,
    /// `--timezone NAME`.
    pub timezone: Option<String>,
    /// `--brand NAME`.
    pub brand: Option<String>,
    /// `--condition WORD`.
    pub condition: Option<String>,
    /// `--availability WORD`.
    pub availability: Option<String>,
    /// `--encoding NAME`.
    pub encoding: Option<String>,
    /// `--delimiter SIGN`.
    pub delimiter: Option<String>,
    /// `--decimal SIGN`.
    pub decimal: Option<String>,
    /// `--max-wait T`.
    pub max_wait: Option<String>,
    /// `--lock-timeout`.
    pub lock_timeout: Option<String>,
    /// The positional `EXPORT`s. When there are any, they replace all `[[source]]`.
    pub exports: Vec<String>,
}
